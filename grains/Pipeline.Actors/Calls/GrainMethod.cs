using System.Linq.Expressions;
using System.Reflection;

namespace Pipeline.Actors.Calls;

/// <summary>One method of a grain interface: how to call it, and what its attributes grant.</summary>
internal sealed class GrainMethod
{
    private readonly Func<GrainMethod, object?[], CallOrigin, CallRequest> _createRequest;
    private readonly Func<object, object?[], Task> _invoke;

    public GrainMethod(MethodInfo method)
    {
        Name = $"{method.DeclaringType!.Name}.{method.Name}";
        IsOneWay = method.IsDefined(typeof(OneWayAttribute));
        Interleaving = method.IsDefined(typeof(AlwaysInterleaveAttribute)) ? Interleaving.Always
            : method.IsDefined(typeof(ReadOnlyAttribute)) ? Interleaving.ReadOnly
            : Interleaving.None;
        ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        TokenIndex = Array.FindIndex(method.GetParameters(), parameter => parameter.ParameterType == typeof(CancellationToken));

        Type declared = method.ReturnType;
        Type? result = declared.IsGenericType ? declared.GetGenericArguments()[0] : null;
        IsValueTask = declared == typeof(ValueTask) || (result is not null && declared.GetGenericTypeDefinition() == typeof(ValueTask<>));
        bool isTask = declared == typeof(Task) || (result is not null && declared.GetGenericTypeDefinition() == typeof(Task<>));
        if (!isTask && !IsValueTask && !(declared == typeof(void) && IsOneWay))
        {
            throw new NotSupportedException(
                $"{Name} returns {declared}: grain methods return Task or ValueTask, with or without a value, or void if one-way.");
        }

        if (method.IsGenericMethodDefinition)
            throw new NotSupportedException($"{Name} is generic; methods of grain interfaces are not.");
        CompletedAnswer = declared == typeof(void) ? null
            : IsValueTask ? Activator.CreateInstance(declared)
            : result is null ? Task.CompletedTask
            : DefaultResult(result);
        _invoke = CompileInvoker(method, IsValueTask);
        _createRequest = result is null
            ? CreateVoidRequest
            : typeof(GrainMethod).GetMethod(nameof(CreateResultRequest), BindingFlags.Static | BindingFlags.NonPublic)!
                .MakeGenericMethod(result).CreateDelegate<Func<GrainMethod, object?[], CallOrigin, CallRequest>>();
    }

    /// <summary>Interface and method, for messages.</summary>
    public string Name { get; }

    public Interleaving Interleaving { get; }

    public bool IsOneWay { get; }

    public bool IsValueTask { get; }

    /// <summary>Null for the host's.</summary>
    public TimeSpan? ResponseTimeout { get; }

    /// <summary>Which argument is the cancellation token; -1 for none.</summary>
    public int TokenIndex { get; }

    /// <summary>What a one-way call returns at once.</summary>
    public object? CompletedAnswer { get; }

    public CallRequest CreateRequest(object?[] arguments, in CallOrigin origin) => _createRequest(this, arguments, origin);

    public Task Invoke(object grain, object?[] arguments) => _invoke(grain, arguments)
        ?? throw new InvalidOperationException($"{Name} of {grain.GetType()} returned null in place of a task.");

    private static VoidCallRequest CreateVoidRequest(GrainMethod method, object?[] arguments, CallOrigin origin) =>
        new(method, arguments) { Context = origin.Context, DeadlineMs = origin.DeadlineMs, Copier = origin.Copier };

    private static ResultCallRequest<TResult> CreateResultRequest<TResult>(GrainMethod method, object?[] arguments, CallOrigin origin) =>
        new(method, arguments) { Context = origin.Context, DeadlineMs = origin.DeadlineMs, Copier = origin.Copier };

    private static object DefaultResult(Type result) =>
        typeof(GrainMethod).GetMethod(nameof(CompletedWithDefault), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(result).Invoke(null, null)!;

    private static Task<TResult?> CompletedWithDefault<TResult>() => Task.FromResult<TResult?>(default);

    /// <summary>Compiles a call without reflection: casts the target and unpacks the arguments.</summary>
    private static Func<object, object?[], Task> CompileInvoker(MethodInfo method, bool isValueTask)
    {
        ParameterExpression grain = Expression.Parameter(typeof(object));
        ParameterExpression arguments = Expression.Parameter(typeof(object?[]));
        IEnumerable<Expression> unpacked = method.GetParameters().Select((parameter, index) =>
            Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(index)), parameter.ParameterType));
        Expression call = Expression.Call(Expression.Convert(grain, method.DeclaringType!), method, unpacked);
        if (isValueTask)
            call = Expression.Call(call, nameof(ValueTask.AsTask), null);
        if (method.ReturnType == typeof(void))
            call = Expression.Block(call, Expression.Constant(Task.CompletedTask));
        return Expression.Lambda<Func<object, object?[], Task>>(Expression.Convert(call, typeof(Task)), grain, arguments).Compile();
    }
}
