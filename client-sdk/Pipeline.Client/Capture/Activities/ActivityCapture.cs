using System.Collections.Concurrent;
using System.Diagnostics;
using Pipeline.Client.Capture.Naming;

namespace Pipeline.Client.Capture.Activities;

/// <summary>Activities of named sources, database drivers above all, as operations of the call in which they began.</summary>
/// <remarks>
/// <para>
/// An activity is asked for only while there is a current call, and never marked as recorded: exporters leave it alone unless somebody else
/// sampled it. Where nobody else listens it exists for this listener alone; its text of SQL is read for verb and table, and forgotten.
/// </para>
/// </remarks>
internal sealed class ActivityCapture : IDisposable
{
    private const string CallProperty = "pipeline.call";
    private const int OperationNameCharsMax = 120;

    private readonly NameTable _names;
    private readonly ActivityListener _listener;
    private readonly ConcurrentDictionary<string, DatabaseSystem> _systems = new(StringComparer.Ordinal);

    public ActivityCapture(HashSet<string> sources, NameTable names)
    {
        _names = names;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => Sample(),
            SampleUsingParentId = static (ref ActivityCreationOptions<string> _) => Sample(),
            ActivityStarted = static activity => OnStarted(activity),
            ActivityStopped = OnStopped,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    private static ActivitySamplingResult Sample()
        => Call.Current.IsActive ? ActivitySamplingResult.AllData : ActivitySamplingResult.None;

    private static void OnStarted(Activity activity)
    {
        Call call = Call.Current;
        if (call.IsActive)
            activity.SetCustomProperty(CallProperty, call);
    }

    private void OnStopped(Activity activity)
    {
        try
        {
            if (activity.GetCustomProperty(CallProperty) is not Call call || !call.IsActive)
                return;
            string name = NameOf(activity, out bool isQuery);
            bool failed = activity.Status == ActivityStatusCode.Error || activity.GetTagItem("otel.status_code") is "ERROR";
            if (activity.Kind is ActivityKind.Client or ActivityKind.Producer)
                call.Dependency(name, activity.Duration, failed);
            else
                call.Function(name, activity.Duration, failed);
            if (isQuery)
                call.DbQueries();
        }
        catch (Exception fault)
        {
            // Nothing may get from here into the program's query.
            OperationCapture.Count(fault);
        }
    }

    /// <remarks>Tags of the database conventions before and since they were declared stable.</remarks>
    private string NameOf(Activity activity, out bool isQuery)
    {
        isQuery = false;
        string? system = Tag(activity, "db.system.name", "db.system");
        string driver = activity.Source.Name;
        string known = DatabaseDrivers.SystemOf(driver);
        if (known == "sql" && system is null)
            return _names.Get(driver, CutName(activity.OperationName));
        DatabaseSystem database = SystemOf(known == "sql" ? system! : known);
        if (Tag(activity, "db.query.text", "db.statement") is { } sql)
            return database.NameOf(sql, out isQuery);
        return Tag(activity, "db.operation.name", "db.operation") is { } verb
            ? database.NameOf(SqlShape.Describe(verb, default, out _, out isQuery), Tag(activity, "db.collection.name", "db.sql.table"))
            : database.NameOf(activity.OperationName.StartsWith("CONNECT", StringComparison.Ordinal) ? "CONNECT" : "OTHER", default);
    }

    private static ReadOnlySpan<char> CutName(string name) => name.AsSpan(0, Math.Min(name.Length, OperationNameCharsMax));

    /// <summary>A program has few systems; what names many is held to be one.</summary>
    private DatabaseSystem SystemOf(string system)
        => _systems.Count < 32 || _systems.ContainsKey(system)
            ? _systems.GetOrAdd(system, static (system, names) => new DatabaseSystem(system, names), _names)
            : _systems.GetOrAdd("sql", static (system, names) => new DatabaseSystem(system, names), _names);

    private static string? Tag(Activity activity, string stable, string former)
        => activity.GetTagItem(stable) as string ?? activity.GetTagItem(former) as string;
}
