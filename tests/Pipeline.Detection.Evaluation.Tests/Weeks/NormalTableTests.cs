using Pipeline.Detection.Evaluation.Weeks;

namespace Pipeline.Detection.Evaluation.Tests.Weeks;

public sealed class NormalTableTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_OneEndpointAndDay_CountsEventsAndPlantsOneIncident(bool isSingle)
    {
        NormalTable table = NormalTable.Run(new NormalOptions { Endpoints = 1, Days = 1, Seed = 5, IsSingle = isSingle, Threads = 1 });

        Assert.Equal(1, table.Incidents.Incidents);
        Assert.True(table.Events > 10_000);
        Assert.Equal(1 / 7.0, table.Budget, 9);
    }
}
