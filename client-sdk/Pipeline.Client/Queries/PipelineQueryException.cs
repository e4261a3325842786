using System.Net;

namespace Pipeline.Client.Queries;

/// <summary>The silo answered a question with a problem (RFC 9457), or with something that is no answer of a silo.</summary>
public sealed class PipelineQueryException : Exception
{
    internal PipelineQueryException(
        string message, HttpStatusCode status, string? code, string? detail, TimeSpan? retryAfter, Exception? innerException = null)
        : base(message, innerException)
    {
        Status = status;
        Code = code;
        Detail = detail;
        RetryAfter = retryAfter;
    }

    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The stable word that says what is wrong, such as <c>unknown-endpoint</c>; null where the answer has none.</summary>
    public string? Code { get; }

    /// <summary>The same for people; null where the answer has none.</summary>
    public string? Detail { get; }

    /// <summary>How long the silo asks to wait before a repeat; null where it does not.</summary>
    public TimeSpan? RetryAfter { get; }
}
