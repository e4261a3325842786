using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Pipeline.Client.Capture.Naming;

namespace Pipeline.Client.Capture.EntityFramework;

/// <summary>Commands of Entity Framework Core, from its diagnostic listener, for databases whose driver is not captured itself.</summary>
internal sealed class EntityFrameworkCapture : IDisposable, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private const string Prefix = "Microsoft.EntityFrameworkCore.Database.Command.";

    private readonly object _gate = new();
    private readonly Func<string, bool> _isCapturedOtherwise;
    private readonly ConcurrentDictionary<string, DatabaseSystem> _systems = new(StringComparer.Ordinal);
    private readonly NameTable _names;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly PayloadProperty _command = new("Command");
    private readonly PayloadProperty _duration = new("Duration");
    private bool _isDisposed;

    /// <param name="names">Where names come from.</param>
    /// <param name="isCapturedOtherwise">Whether the driver with this namespace tells of its commands itself.</param>
    public EntityFrameworkCapture(NameTable names, Func<string, bool> isCapturedOtherwise)
    {
        _names = names;
        _isCapturedOtherwise = isCapturedOtherwise;
        Keep(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public void Dispose()
    {
        IDisposable[] subscriptions;
        lock (_gate)
        {
            _isDisposed = true;
            subscriptions = [.. _subscriptions];
            _subscriptions.Clear();
        }

        // Ending a subscription takes the lock within which new listeners are told of, so it must not happen within this one's.
        foreach (IDisposable subscription in subscriptions)
            subscription.Dispose();
    }

    /// <remarks>
    /// The question whether an event is wanted must not depend on the current call: Entity Framework keeps the answer for a second.
    /// </remarks>
    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore")
            Keep(value.Subscribe(this, static name => IsWanted(name)));
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        try
        {
            Call call = Call.Current;
            if (!call.IsActive || value.Value is null || !IsWanted(value.Key))
                return;
            if (_command.Read(value.Value) is not DbCommand command || _duration.Read(value.Value) is not TimeSpan duration)
                return;
            string driver = command.GetType().Namespace ?? "";
            if (_isCapturedOtherwise(driver))
                return;
            string system = DatabaseDrivers.SystemOf(driver);
            DatabaseSystem database = _systems.GetOrAdd(system, static (system, names) => new DatabaseSystem(system, names), _names);
            call.Dependency(database.NameOf(command.CommandText, out bool isQuery), duration, failed: !value.Key.EndsWith("Executed", StringComparison.Ordinal));
            if (isQuery)
                call.DbQueries();
        }
        catch (Exception fault)
        {
            // Nothing may get from here into the program's query.
            OperationCapture.Count(fault);
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    private static bool IsWanted(string name) => name is Prefix + "CommandExecuted" or Prefix + "CommandError" or Prefix + "CommandCanceled";

    private void Keep(IDisposable subscription)
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _subscriptions.Add(subscription);
                return;
            }
        }

        subscription.Dispose();
    }
}
