using Pipeline.Alerting;

namespace Pipeline.Silo.Query;

/// <summary>Who changes something, for the audit: what the request says of itself, or else where it comes from. Nobody is authenticated.</summary>
internal static class Caller
{
    /// <summary>The header that names a person or a program.</summary>
    public const string Header = "Pipeline-User";

    /// <summary>At most <see cref="AlertingLimits.ByLengthMax"/> characters, none of them a control character.</summary>
    public static string NameOf(HttpContext context)
    {
        string name = context.Request.Headers[Header].ToString().Trim();
        bool isFit = name.Length is > 0 and <= AlertingLimits.ByLengthMax && !name.Any(char.IsControl);
        return isFit ? name : context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
    }
}
