using Pipeline.Cli.AccessLogs;

namespace Pipeline.Cli.Tests.AccessLogs;

public sealed class UserAgentFamilyTests
{
    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/32.0.1700.107 Safari/537.36", "chrome")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0", "edge")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/58.0 Safari/537.36 OPR/45.0", "opera")]
    [InlineData("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:27.0) Gecko/20100101 Firefox/27.0", "firefox")]
    [InlineData("Mozilla/5.0 (Macintosh) AppleWebKit/537.73.11 (KHTML, like Gecko) Version/7.0.1 Safari/537.73.11", "safari")]
    [InlineData("Mozilla/5.0 (iPhone) Version/6.0 Safari/8536.25 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot")]
    [InlineData("Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1)", "ie")]
    [InlineData("Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko", "ie")]
    [InlineData("UniversalFeedParser/4.2-pre-314-svn +http://feedparser.org/", "feed")]
    [InlineData("curl/7.88.1", "curl")]
    [InlineData("python-requests/2.31", "python")]
    [InlineData("Tcl http client package 2.4.2", "other")]
    [InlineData("-", "unknown")]
    [InlineData("", "unknown")]
    public void Of_UserAgent_IsItsFamily(string agent, string family)
    {
        Assert.Equal(family, UserAgentFamily.Of(agent));
        Assert.Contains(family, UserAgentFamily.Names);
    }
}
