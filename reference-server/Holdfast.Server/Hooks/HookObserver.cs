using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Holdfast.Server.Core;
using Holdfast.Server.Stores;
using Holdfast.Server.Telemetry;

namespace Holdfast.Server.Hooks;

/// <summary>Calls the hooks for the steps of an upload's life, and turns their responses into decisions.</summary>
internal sealed class HookObserver(HookOptions options) : IUploadObserver, ITransitionReceiver
{
    private UploadLog? _log;

    public IReadOnlyList<IHookProvider> Providers => options.Providers;

    public TimeSpan? ProgressInterval => IsEnabled(HookType.PostReceive) ? options.ProgressInterval : null;

    public bool Decides(TransitionKind kind) => BlockingTypeOf(kind) is { } type && IsEnabled(type);

    // Steps that are delivered at least once come from the outbox instead.
    public bool Hears(TransitionKind kind) => !options.AtLeastOnce && IsEnabled(TypeOf(kind));

    public bool AsksAtFinish => IsEnabled(HookType.PreFinish);

    public bool ChecksAccess => IsEnabled(HookType.PreAccess);

    public void Attach(UploadLog log) => _log = log;

    public ValueTask<Decision> AdmitAsync(UploadInfo upload, RequestFacts request, CancellationToken cancellationToken) =>
        AskAsync(HookRequests.Of(HookType.PreAccess, upload, request), cancellationToken);

    public ValueTask<Decision> BeforeAsync(Transition next, CancellationToken cancellationToken) =>
        BlockingTypeOf(next) is not { } type || !IsEnabled(type) ? default
        : next.Request is null ? AskSafelyAsync(HookRequests.Of(type, next), cancellationToken)
        : AskAsync(HookRequests.Of(type, next), cancellationToken);

    public async ValueTask AfterAsync(Transition past)
    {
        if (Hears(past.Kind))
        {
            await TellAsync(past, CancellationToken.None);
        }
    }

    public bool Takes(TransitionKind kind) => IsEnabled(TypeOf(kind));

    public async Task DeliverAsync(Transition past, CancellationToken cancellationToken)
    {
        if (await TellAsync(past, cancellationToken) is { } failure && past.EventId is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    // tusd: pre-terminate belongs to DELETE. Other removals can't be rejected.
    private static HookType? BlockingTypeOf(Transition next) =>
        next.Reason is null or TerminationReason.Requested ? BlockingTypeOf(next.Kind) : null;

    private static HookType? BlockingTypeOf(TransitionKind next) => next switch
    {
        TransitionKind.Created => HookType.PreCreate,
        TransitionKind.Finished => HookType.PreFinish,
        TransitionKind.Terminated => HookType.PreTerminate,
        _ => null,
    };

    private static HookType TypeOf(TransitionKind past) => past switch
    {
        TransitionKind.Created => HookType.PostCreate,
        TransitionKind.Finished => HookType.PostFinish,
        TransitionKind.Terminated => HookType.PostTerminate,
        _ => HookType.PostReceive,
    };

    private bool IsEnabled(HookType type) => options.EnabledEvents.Contains(type);

    private async ValueTask<Decision> AskAsync(HookRequest request, CancellationToken cancellationToken)
    {
        Decision whole = default;
        foreach (var provider in options.Providers)
        {
            var decision = await InvokeAsync(provider, request, HookDecisions.Of, cancellationToken);
            whole = HookDecisions.Merge(whole, decision);
            if (whole.IsRejected)
            {
                break;
            }

            request = HookRequests.Changed(request, decision.Changes);
        }

        return whole;
    }

    // No client waits for a step that no request led to, and the step is taken in any case: a failure is logged already.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a hook throws is logged where it is called.")]
    private async ValueTask<Decision> AskSafelyAsync(HookRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(request, cancellationToken);
        }
        catch (Exception)
        {
            return default;
        }
    }

    // A provider that fails doesn't keep the next one from its call. The first failure is returned.
    private async ValueTask<Exception?> TellAsync(Transition past, CancellationToken cancellationToken)
    {
        var request = HookRequests.Of(TypeOf(past.Kind), past);
        Exception? first = null;
        foreach (var provider in options.Providers)
        {
            var failure = await TellAsync(provider, request, past, cancellationToken);
            first ??= failure;
        }

        return first;
    }

    // No request waits, so neither its end nor that of its upload's lock cuts a call off. Only another server that may deliver now does.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a hook throws is logged where it is called.")]
    private async ValueTask<Exception?> TellAsync(
        IHookProvider provider, HookRequest request, Transition past, CancellationToken cancellationToken)
    {
        try
        {
            var (stops, answer) = await InvokeAsync(
                provider, request, (_, response) => (response.StopUpload, HookDecisions.AnswerOf(response)), cancellationToken,
                past.Trace);
            if (stops && past.Stop is { } stop)
            {
                _log?.HookStopUpload(past.Upload.Id);
                stop(answer);
            }

            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private async ValueTask<T> InvokeAsync<T>(
        IHookProvider provider, HookRequest request, Func<HookType, HookResponse, T> read, CancellationToken cancellationToken,
        ActivityContext trace = default)
    {
        var (type, id) = (HookTypes.NameOf(request.Type), request.Event.Upload.Id);
        using var activity = UploadActivities.AreWanted ? UploadActivities.StartCall($"hook {type}", trace) : null;
        UploadActivities.Name(activity, id);
        _log?.HookInvocationStart(type, id);
        try
        {
            var response = read(request.Type, await provider.InvokeAsync(request, cancellationToken));
            _log?.HookInvocationFinish(type, id);
            return response;
        }
        catch (Exception exception)
        {
            UploadActivities.Fail(activity, exception.Message);
            _log?.HookInvocationError(type, id, exception.Message);
            throw;
        }
    }
}
