using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Pipeline.Client.AspNetCore;

/// <summary>Names of endpoints by route, made once for each endpoint and method. There are only as many as the application maps.</summary>
/// <remarks>Never a path: those are without number. A request that no route takes is <see cref="Unmatched"/>.</remarks>
internal sealed class RouteNames(bool withMethod)
{
    public const string Unmatched = "(unmatched)";
    public const string StaticFiles = "(static files)";

    private const int NameBytesMax = 256;

    /// <summary>Methods by index; another one is the last.</summary>
    private static readonly string[] s_methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "OTHER"];

    private readonly ConditionalWeakTable<Endpoint, string?[]> _names = [];

    public string NameOf(Endpoint? endpoint, string method)
    {
        if (endpoint is null)
            return Unmatched;
        string?[] names = _names.GetValue(endpoint, static _ => new string?[s_methods.Length]);
        int index = IndexOf(method);
        return names[index] ??= Create(endpoint, index);
    }

    private string Create(Endpoint endpoint, int methodIndex)
    {
        if (IsStaticFile(endpoint))
            return StaticFiles;
        if (endpoint is not RouteEndpoint route)
            return Cut(endpoint.DisplayName is { Length: > 0 } display ? display : "(unnamed)");
        string template = TemplateOf(route.RoutePattern);
        // What gRPC maps is POST without exception, so the method says nothing.
        bool isGrpc = endpoint.Metadata.Any(static item => item.GetType().FullName == "Grpc.AspNetCore.Server.GrpcMethodMetadata");
        return Cut(withMethod && !isGrpc ? $"{s_methods[methodIndex]} {template}" : template);
    }

    /// <summary>
    /// The route as it is written. A conventional one (<c>{controller}/{action}</c>) is mapped once for each action, which then takes the place
    /// of the parameters.
    /// </summary>
    private static string TemplateOf(RoutePattern pattern)
    {
        string text = pattern.RawText ?? string.Join('/', pattern.PathSegments.Select(TextOf));
        StringBuilder template = new(text);
        foreach (RoutePatternParameterPart parameter in pattern.Parameters)
        {
            if (!pattern.RequiredValues.TryGetValue(parameter.Name, out object? value) || value is not string { Length: > 0 } required)
                continue;
            int start = text.IndexOf("{" + parameter.Name, StringComparison.OrdinalIgnoreCase);
            int end = start < 0 ? -1 : text.IndexOf('}', start);
            if (end > 0)
                text = template.Remove(start, end + 1 - start).Insert(start, required).ToString();
        }

        return text.StartsWith('/') ? text : text.StartsWith("~/", StringComparison.Ordinal) ? text[1..] : "/" + text;
    }

    private static string TextOf(RoutePatternPathSegment segment) => string.Concat(segment.Parts.Select(static part => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        _ => "?",
    }));

    /// <summary>Each file that MapStaticAssets serves is an endpoint of its own; together they are one.</summary>
    private static bool IsStaticFile(Endpoint endpoint)
        => endpoint.Metadata.Any(static item => item.GetType().FullName == "Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor");

    private static string Cut(string name)
    {
        while (Encoding.UTF8.GetByteCount(name) > NameBytesMax)
            name = name[..^(char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        return name;
    }

    private static int IndexOf(string method)
    {
        for (int index = 0; index < s_methods.Length - 1; index++)
        {
            if (ReferenceEquals(method, s_methods[index]) || string.Equals(method, s_methods[index], StringComparison.Ordinal))
                return index;
        }

        return s_methods.Length - 1;
    }
}
