# People are referred to, not described where they are used.

team "design" {
  members = [{ email = "eve@northwind.example" }]
}
