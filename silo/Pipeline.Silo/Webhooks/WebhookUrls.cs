using System.Net;
using Pipeline.Alerting.Webhooks;

namespace Pipeline.Silo.Webhooks;

/// <summary>Tells what is wrong with a webhook's URL, as far as can be told without connecting.</summary>
internal sealed class WebhookUrls(AddressGuard guard)
{
    /// <summary>For people; null if nothing is wrong.</summary>
    public string? FindFault(string url)
    {
        if (url.Length > WebhookRules.UrlLengthMax)
            return $"the URL has {url.Length} characters: it takes {WebhookRules.UrlLengthMax} at most";
        if (url.AsSpan().ContainsAnyInRange('\0', ' ') || !Uri.TryCreate(url, UriKind.Absolute, out Uri? uri))
            return "it takes an absolute URL such as https://example.org/hook";
        return FindFault(uri);
    }

    private string? FindFault(Uri uri)
    {
        bool isEncrypted = uri.Scheme == Uri.UriSchemeHttps;
        if (!isEncrypted && uri.Scheme != Uri.UriSchemeHttp)
            return $"the URL begins with {uri.Scheme}: it takes https";
        if (uri.Host.Length == 0)
            return "the URL has no host";
        if (uri.UserInfo.Length > 0)
            return "the URL holds a user or a password: messages are signed instead";
        if (uri.Fragment.Length > 0)
            return "the URL has a part behind #, which is never sent";
        if (uri.Port is < 1 or > 65_535)
            return $"the URL has the port {uri.Port}: it takes 1 to 65535";
        if (!isEncrypted && !guard.MayTakeHttp)
            return "the URL begins with http: it takes https";

        // Uri has turned other spellings of an IPv4 address (127.1, 0x7f000001, 2130706433) into the usual one.
        if (IPAddress.TryParse(uri.Host.Trim('[', ']'), out IPAddress? address))
            return guard.FindFault(address, isEncrypted) is { } fault ? $"{address} is {fault}" : null;
        return IsLocal(uri.IdnHost) && guard.FindFault(IPAddress.Loopback, isEncrypted) is { } ofLoopback ? $"{uri.Host} is {ofLoopback}" : null;
    }

    private static bool IsLocal(string host) => host.TrimEnd('.') is var name
        && (name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));
}
