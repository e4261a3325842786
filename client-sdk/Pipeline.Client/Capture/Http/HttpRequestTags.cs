namespace Pipeline.Client.Capture.Http;

/// <summary>What the tags of a measured request say.</summary>
internal readonly ref struct HttpRequestTags
{
    private readonly string? _method;
    private readonly int _status;
    private readonly bool _hasError;

    public HttpRequestTags(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach ((string key, object? value) in tags)
        {
            switch (key)
            {
                case "server.address":
                    Host = value as string;
                    break;
                case "server.port":
                    Port = value as int? ?? 0;
                    break;
                case "http.request.method":
                    _method = value as string;
                    break;
                case "http.response.status_code":
                    _status = value as int? ?? 0;
                    break;
                case "error.type":
                    _hasError = true;
                    break;
            }
        }
    }

    public string? Host { get; }

    public int Port { get; }

    /// <summary>An exception, a time-out included, or a status of 500 and more. A 404 is an answer.</summary>
    public bool IsFailed => _status == 0 ? _hasError : _status >= 500;

    /// <summary>One of ten: methods that HTTP does not know are one.</summary>
    public string Prefix => _method switch
    {
        "GET" => "http GET",
        "POST" => "http POST",
        "PUT" => "http PUT",
        "DELETE" => "http DELETE",
        "PATCH" => "http PATCH",
        "HEAD" => "http HEAD",
        "OPTIONS" => "http OPTIONS",
        "TRACE" => "http TRACE",
        "CONNECT" => "http CONNECT",
        _ => "http OTHER",
    };
}
