using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Server.Core;
using Holdfast.Server.Stores;
using Holdfast.Server.Telemetry;

namespace Holdfast.Server.Hooks;

/// <summary>Calls the hooks for the steps of an upload's life, and turns their responses into decisions.</summary>
internal sealed class HookObserver(HookOptions options) : IUploadObserver
{
    private UploadLog? _log;

    public IReadOnlyList<IHookProvider> Providers => options.Providers;

    public TimeSpan? ProgressInterval => IsEnabled(HookType.PostReceive) ? options.ProgressInterval : null;

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
        if (!IsEnabled(TypeOf(past)))
        {
            return;
        }

        var request = HookRequests.Of(TypeOf(past), past);
        foreach (var provider in options.Providers)
        {
            await TellAsync(provider, request, past);
        }
    }

    // tusd: pre-terminate belongs to DELETE. Other removals can't be rejected.
    private static HookType? BlockingTypeOf(Transition next) => next.Kind switch
    {
        TransitionKind.Created => HookType.PreCreate,
        TransitionKind.Finished => HookType.PreFinish,
        TransitionKind.Terminated when next.Reason == TerminationReason.Requested => HookType.PreTerminate,
        _ => null,
    };

    private static HookType TypeOf(Transition past) => past.Kind switch
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

    // No request waits, so neither its end nor that of its upload's lock cuts a call off. A provider that fails doesn't keep the next one
    // from its call.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a hook throws is logged where it is called.")]
    private async ValueTask TellAsync(IHookProvider provider, HookRequest request, Transition past)
    {
        try
        {
            var (stops, answer) = await InvokeAsync(
                provider, request, (_, response) => (response.StopUpload, HookDecisions.AnswerOf(response)), CancellationToken.None,
                past.Trace);
            if (stops && past.Stop is { } stop)
            {
                _log?.HookStopUpload(past.Upload.Id);
                stop(answer);
            }
        }
        catch (Exception)
        {
            // Logged by InvokeAsync.
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
