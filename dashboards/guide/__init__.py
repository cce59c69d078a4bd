"""The facilitator's guide: agendas, a sheet for each lever, the model in one page."""
