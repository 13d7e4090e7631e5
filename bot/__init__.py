"""Strideback: a Telegram bot with which physiotherapy clinics bring injured runners back to running."""
