# A test that names a permission which does not exist would never fail.

test "eve stays out of billing" {
  person = employee.eve
  client = client.acme
  deny   = ["account.billing"]
}
