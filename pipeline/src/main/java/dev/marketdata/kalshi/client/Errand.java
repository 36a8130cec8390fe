package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.budget.EndpointCosts;
import dev.marketdata.kalshi.budget.ReadBudget;

/**
 * One thing to ask for.
 *
 * @param target what
 * @param budget who pays
 * @param costs at what price
 * @param ledger where it is entered
 */
record Errand(RequestTarget target, ReadBudget budget, EndpointCosts costs, RequestLedger ledger) {}
