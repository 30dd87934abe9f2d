"""What is packed to be taken away: pages that need no network, a manifest, and the programs that
verify both."""
