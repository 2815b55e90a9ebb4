# for_each is for client, employee, contractor and access outside a client.

team "pods" {
  for_each = ["north", "south"]
  members  = [employee.maria]
}
