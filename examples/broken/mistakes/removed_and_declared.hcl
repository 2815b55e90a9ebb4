# "Stop managing this client" and a block that manages it.

removed {
  hub_id = 886618329
}
