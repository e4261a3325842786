namespace Pipeline.Silo.OpenApi.Routes;

/// <summary>What those ask who run the silo: health, readiness, meters.</summary>
internal static class OperateRoutes
{
    public static RouteDescription Metrics { get; } = new("metrics", "Operate", "The process's own meters, as Prometheus text")
    {
        Answers = [RouteAnswer.Text()],
        Examples = [new("text", "The first lines of a family")],
    };

    public static RouteDescription Health { get; } = new("health", "Operate", "Answers 200 while the process is of use: in a cluster 503 once the others have declared it dead")
    {
        Answers = [RouteAnswer.Text()],
        Problems = [RouteProblem.Unhealthy],
        Examples = [new("healthy", "Alive")],
    };

    public static RouteDescription Readiness { get; } = new("readiness", "Operate", "Answers 200 once streams with open windows are back, until the silo stops")
    {
        Answers = [RouteAnswer.Text()],
        Problems = [RouteProblem.NotReady],
        Examples = [new("ready", "Takes requests")],
    };
}
