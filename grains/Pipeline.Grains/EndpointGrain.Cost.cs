using Pipeline.Core.Costs;
using Pipeline.Grains.Abstractions;
using CostQuery = Pipeline.Grains.Abstractions.CostQuery;

namespace Pipeline.Grains;

/// <summary>What its time is spent on.</summary>
public sealed partial class EndpointGrain
{
    public Task<CostAnswer> QueryCostAsync(CostQuery query) => AnswerAsync(
        [
            () => State.ReadForNow(CostReports.ToCore(State, query)),
            () => State.ReadForReference(CostReports.ToCore(State, query)),
        ],
        stored => CostReports.Create(State, this.GetPrimaryKeyString(), query, stored[0], stored[1]));
}
