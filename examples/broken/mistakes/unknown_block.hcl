# A kind of block that does not exist.

emploee "olga" {
  email = "olga@northwind.example"
  name  = "Olga Ivanova"
}
