using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Catalog;

namespace Pipeline.Silo.Query.Listing;

/// <summary>What a list of endpoints is asked for.</summary>
/// <param name="Query">Which endpoints, in which order.</param>
/// <param name="Detail">What each of them is asked for; null where the catalog's summaries do.</param>
internal sealed record ListRequest(EndpointListQuery Query, EndpointQuery? Detail)
{
    private const int LimitDefault = 100;
    private const int LimitMax = 10_000;
    private const int OperationCount = 10;

    /// <summary>Reads the parameters; null with what is wrong with them.</summary>
    public static ListRequest? TryRead(IQueryCollection parameters, out string defect)
    {
        ParameterReader reader = new(parameters);
        EndpointSort sort = ReadSort(reader);
        bool isDescending = ReadOrder(reader, sort);
        int limit = reader.Count("limit", LimitDefault, LimitMax);
        ListPosition? after = ReadCursor(reader, ref sort, ref isDescending);
        EndpointQuery? detail = ReadDetail(reader, parameters);
        defect = reader.Defect ?? string.Empty;
        return reader.Defect is null ? new ListRequest(new EndpointListQuery(sort, isDescending, limit, after), detail) : null;
    }

    private static EndpointSort ReadSort(ParameterReader reader)
    {
        string? text = reader.Text("sort");
        EndpointSort? sort = text switch
        {
            null or "name" => EndpointSort.Name,
            "rate" => EndpointSort.Rate,
            "errors" => EndpointSort.Errors,
            "p95" => EndpointSort.P95,
            "cpu" => EndpointSort.Cpu,
            "db_queries" => EndpointSort.DbQueries,
            "time" => EndpointSort.Time,
            _ => null,
        };
        if (sort is null)
            reader.Refuse($"sort is '{text}': it takes name, rate, errors, p95, cpu, db_queries or time.");
        return sort ?? EndpointSort.Name;
    }

    /// <summary>Names ascend unless asked otherwise; of figures the largest are what is looked for.</summary>
    private static bool ReadOrder(ParameterReader reader, EndpointSort sort)
    {
        string? text = reader.Text("order");
        if (text is not (null or "asc" or "desc"))
            reader.Refuse($"order is '{text}': it takes asc or desc.");
        return text is null ? sort != EndpointSort.Name : text == "desc";
    }

    /// <summary>A cursor knows the order it belongs to; naming another one is a mistake, naming none is not.</summary>
    private static ListPosition? ReadCursor(ParameterReader reader, ref EndpointSort sort, ref bool isDescending)
    {
        if (reader.Text("cursor") is not { } text)
            return null;
        if (!ListCursor.TryDecode(text, out EndpointSort itsSort, out bool itsDescending, out ListPosition? position))
        {
            reader.Refuse($"cursor is '{text}': it takes what 'next' of the page before held.");
            return null;
        }

        if ((reader.Text("sort") is not null && sort != itsSort) || (reader.Text("order") is not null && isDescending != itsDescending))
            reader.Refuse("cursor is of a list with another sort or order.");
        sort = itsSort;
        isDescending = itsDescending;
        return position;
    }

    private static EndpointQuery? ReadDetail(ParameterReader reader, IQueryCollection parameters)
    {
        bool hasRange = reader.Text("window") is not null || reader.Text("from") is not null || reader.Text("to") is not null;
        string? text = reader.Text("detail");
        if (text is not (null or "summary" or "full"))
            reader.Refuse($"detail is '{text}': it takes summary or full.");
        if (text == "summary" && hasRange)
            reader.Refuse("detail=summary covers the last five minutes: window, from and to go with detail=full.");
        if (text != "full" && !hasRange)
            return null;
        if (!RangeParameters.TryRead(parameters, out EndpointQuery query, out string defect))
            reader.Refuse(defect);
        return query with { OperationCountMax = OperationCount };
    }
}
