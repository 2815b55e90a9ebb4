# The brace at the end is missing.

employee "olga" {
  email = "olga@northwind.example"
  name  = "Olga Ivanova"
