# A label is how other blocks refer to this one.

employee {
  email = "olga@northwind.example"
  name  = "Olga Ivanova"
}
