"""What answers a request: thin; each gathers, decides, and leaves the work to a service.

| a view does | the transaction |
| --- | --- |
| returns a page or a redirect, also one with an error status such as 422 | is committed |
| raises anything, an HTTP exception too | is rolled back |

Every view declares `request_method` and `permission`; a page for everyone says
`NO_PERMISSION_REQUIRED`. A view for GET changes nothing: the database refuses it.
"""
