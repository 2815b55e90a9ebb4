# The equals sign is missing. HCL cannot make sense of this file; the others are
# checked all the same.

employee "olga" {
  email "olga@northwind.example"
  name = "Olga Ivanova"
}
