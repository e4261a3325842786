using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Pipeline.Silo.OpenApi;

/// <summary>One parameter of a route, as the document describes it.</summary>
/// <param name="Name">As it is written in the request.</param>
/// <param name="Description">What it means.</param>
internal sealed record RouteParameter(string Name, string Description)
{
    public ParameterLocation In { get; init; } = ParameterLocation.Query;

    /// <summary>A parameter of a path is always required.</summary>
    public bool IsRequired { get; init; }

    public JsonSchemaType Type { get; init; } = JsonSchemaType.String;

    /// <summary>Smallest number taken; null where there is none.</summary>
    public int? Minimum { get; init; }

    /// <summary>Largest number taken; null where there is none.</summary>
    public int? Maximum { get; init; }

    /// <summary>What is taken if it is left out; null where that is not one value.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>The only values taken; empty if there are others.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The name of an endpoint.</summary>
    public static RouteParameter Endpoint { get; } = new("endpoint", "Name of the endpoint, exactly as in its events.") { IsRequired = true };

    /// <summary>The range of event time that most questions take.</summary>
    public static IReadOnlyList<RouteParameter> Range { get; } =
    [
        new("window", "'all', or a duration such as 30s, 5m, 1h, 7d: that much up to the latest event. Excludes from and to.") { Default = "5m" },
        new("from", "Start of the range, inclusive: Unix ms or RFC 3339. Widened to a window border; the answer says to which."),
        new("to", "End of the range, exclusive: Unix ms or RFC 3339. Widened to a window border."),
    ];

    /// <summary>Where a page begins.</summary>
    public static RouteParameter Cursor { get; } = new("cursor", "What next of the page before held.");

    /// <summary>A number of things, from 1.</summary>
    public static RouteParameter Limit(string description, int otherwise, int max) => new("limit", description)
    {
        Type = JsonSchemaType.Integer, Minimum = 1, Maximum = max, Default = otherwise,
    };
}
