"""What is asked, and what answers mean. Pure: no web, no database, no clock."""
