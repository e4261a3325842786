using System.Globalization;
using System.Text;
using Pipeline.Detection.Evaluation.Recorded;
using Pipeline.Detection.Incidents;

namespace Pipeline.Detection.Evaluation.Tests.Recorded;

public sealed class RecordedRunTests
{
    private const long WidthMs = 60_000;

    [Fact]
    public void Complete_DependencyThatFails_IsOneGroupThatNamesIt()
    {
        RecordedRun run = new(new RecordedOptions(WidthMs, WarmupWindows: 30));
        for (int window = 0; window < 300; window++)
        {
            // The cart fails in half of its calls from window 280 to 289, and with it the shop.
            int failed = window is >= 280 and < 290 ? 100 : 0;
            AddLines(run, window, "cart", 200 - failed, failed, 20 + (window % 3));
            AddLines(run, window, "shop", 200 - failed, failed, 80 + (window % 5));
        }

        IReadOnlyList<AnomalyGroup> groups = run.Complete();

        AnomalyGroup group = Assert.Single(groups);
        Assert.Equal("cart", group.FirstCauses[0].Name);
        Assert.InRange(group.RaisedUnixMs, 281 * WidthMs, 284 * WidthMs);
        Assert.Equal(2, run.EndpointCount);
    }

    [Fact]
    public void AddLine_BadLine_IsCountedAndToldOnce()
    {
        RecordedRun run = new(new RecordedOptions(WidthMs, WarmupWindows: 30));
        run.AddLine("{\"time\":1000,\"endpoint\":\"e\",\"what\":1}"u8);
        run.AddLine("no JSON"u8);
        run.AddLine(default);
        run.AddLine("{\"time\":1000,\"endpoint\":\"e\"}"u8);

        Assert.Empty(run.Complete());
        Assert.Equal(2, run.RefusedLines);
        Assert.Contains("what", run.FirstRefusal, StringComparison.Ordinal);
        Assert.Equal(1, run.EventCount);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(300_000)]
    [InlineData(3_600_000)]
    public void Options_AnyWindow_GivesTiersThatFit(long windowMs)
    {
        RecordedOptions options = new(windowMs, 48);

        Assert.Null(options.ToEndpoint().FindFault());
        Assert.Null(options.ToDetection(endpoints: 1).FindFault());
        Assert.Contains(options.ToEndpoint().Windows.Tiers, tier => tier.WidthMs == windowMs);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[{\"from\":1}]")]
    [InlineData("[{\"from\":2,\"to\":1,\"endpoint\":\"e\",\"metric\":\"m\",\"cause\":\"c\"}]")]
    [InlineData("[{\"from\":1,\"to\":3,\"endpoint\":\"e\",\"metric\":\"m\",\"cause\":\"c\"},{\"from\":2,\"to\":4,\"endpoint\":\"e\",\"metric\":\"m\",\"cause\":\"c\"}]")]
    [InlineData("[{\"from\":1,\"to\":3,\"endpoint\":null,\"metric\":\"m\",\"cause\":\"c\"}]")]
    [InlineData("not JSON")]
    public void Labels_BadFile_IsRefused(string json)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));

        Assert.Throws<InvalidDataException>(() => IncidentLabels.Read(stream));
    }

    [Fact]
    public void Labels_AnyOrder_AreSorted()
    {
        using MemoryStream stream = new(
            """[{"from":5,"to":6,"endpoint":"e","metric":"m","cause":"b"},{"from":1,"to":2,"endpoint":"e","metric":"m","cause":"a"}]"""u8.ToArray());

        Assert.Equal(["a", "b"], IncidentLabels.Read(stream).Select(static label => label.Cause));
    }

    private static void AddLines(RecordedRun run, int window, string endpoint, int good, int failed, double durationMs)
    {
        long time = (window * WidthMs) + (WidthMs / 2);
        string operations = endpoint == "shop" ? ",\"operations\":{\"cart\":{\"kind\":\"dependency\",\"count\":COUNT}}" : "";
        run.AddLine(LineOf(good, ""));
        if (failed > 0)
            run.AddLine(LineOf(failed, ",\"outcome\":\"error\""));

        byte[] LineOf(int count, string outcome) => Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"time\":{time},\"endpoint\":\"{endpoint}\",\"count\":{count},\"duration_ms\":{durationMs}{outcome}{operations.Replace("COUNT", $"{count}", StringComparison.Ordinal)}}}"));
    }
}
