using System.Text;
using Pipeline.Cli.Input;

namespace Pipeline.Cli.Tests.Input;

public sealed class FormatDetectorTests
{
    private const string AccessLogLine = """h - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 5""";

    [Theory]
    [InlineData("""{"time":1,"endpoint":"a"}""", "Ndjson")]
    [InlineData("\n\n  {\n", "Ndjson")]
    [InlineData(AccessLogLine, "Combined")]
    [InlineData("torn line\n" + AccessLogLine, "Combined")]
    [InlineData("name,count\na,1\n", null)]
    [InlineData("", null)]
    public void Detect_FirstLines_TellTheFormat(string content, string? format)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(content));
        Assert.Equal(format, FormatDetector.Detect(stream)?.ToString());
    }
}
