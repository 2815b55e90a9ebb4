# super_admins lists the client's own people. Ours get permission_set.super_admin
# in an access block.

client "mixed" {
  name         = "Mixed Media"
  hub_id       = 518
  super_admins = ["maria@northwind.example"]
}
