using Pipeline.Core.Costs;
using Pipeline.Grains.Abstractions;
using CostQuery = Pipeline.Grains.Abstractions.CostQuery;

namespace Pipeline.Grains;

/// <summary>What its time is spent on.</summary>
public sealed partial class EndpointGrain
{
    public Task<CostAnswer> QueryCostAsync(CostQuery query) => AnswerAsync(
        [
            () => _state.ReadForNow(CostReports.ToCore(_state, query)),
            () => _state.ReadForReference(CostReports.ToCore(_state, query)),
        ],
        stored => CostReports.Create(_state, this.GetPrimaryKeyString(), query, stored[0], stored[1]));
}
