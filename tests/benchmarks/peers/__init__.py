"""Other packages that compute the same, one file each; each is imported when it is asked for and may be missing."""
