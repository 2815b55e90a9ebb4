# The agency's own account is no client.

client "ourselves" {
  name   = "Northwind Growth"
  hub_id = 1000001
}
