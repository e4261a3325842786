using Pipeline.Client.Capture;

namespace Pipeline.Client.Tests.Capture;

public sealed class OperationCaptureTests
{
    [Fact]
    public void Start_WithWrongOptions_SaysEverythingThatIsWrong()
    {
        CaptureOptions options = new() { NamesMax = 0 };
        options.ActivitySources.Add(" ");
        ArgumentException exception = Assert.Throws<ArgumentException>(() => OperationCapture.Start(options));
        Assert.Contains("Capture.NamesMax is 0", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Capture.ActivitySources[2] is empty", exception.Message, StringComparison.Ordinal);
    }
}
