"""What every table means, and the doors it passes."""
