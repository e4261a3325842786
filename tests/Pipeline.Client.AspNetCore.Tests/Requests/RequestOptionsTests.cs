using Microsoft.AspNetCore.Builder;

namespace Pipeline.Client.AspNetCore.Tests.Requests;

public sealed class RequestOptionsTests
{
    [Fact]
    public async Task UsePipeline_WithWrongOptions_SaysEverythingThatIsWrong()
    {
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() => RecordedApp.StartAsync(
            web => web.UsePipeline(),
            new Dictionary<string, string?>
            {
                ["Pipeline:Requests:ExcludedPaths:0"] = "health",
                ["Pipeline:Requests:KnownSegments:0"] = " ",
            }));
        Assert.Contains("Pipeline:Requests:ExcludedPaths:0 is 'health'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Pipeline:Requests:KnownSegments:0 is empty", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UsePipeline_WithoutAddPipeline_SaysWhatIsMissing()
    {
        WebApplication app = WebApplication.CreateBuilder().Build();
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => app.UsePipeline());
        Assert.Contains("AddPipeline", exception.Message, StringComparison.Ordinal);
    }
}
