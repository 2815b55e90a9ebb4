# What is recorded under this address cannot belong to two people.

employee "ana" {
  email         = "ana@northwind.example"
  name          = "Ana Sousa"
  former_emails = ["a.reis@northwind.example"]
}

employee "alba" {
  email         = "alba@northwind.example"
  name          = "Alba Reis"
  former_emails = ["a.reis@northwind.example"]
}
