"""Files made to harm who reads them: made by the tests, read apart, and refused with file, place and reason."""
