namespace Holdfast.Server.Hooks;

/// <summary>Hooks that are code of the application which the server runs in.</summary>
/// <param name="invoke">Called for each enabled event.</param>
public sealed class DelegateHooks(Func<HookRequest, CancellationToken, ValueTask<HookResponse>> invoke) : IHookProvider
{
    /// <inheritdoc/>
    public async ValueTask<HookResponse> InvokeAsync(HookRequest request, CancellationToken cancellationToken)
    {
        var call = invoke(request, cancellationToken);

        // A request that was given up doesn't wait for a delegate that takes no notice.
        var response = call.IsCompletedSuccessfully ? call.Result : await call.AsTask().WaitAsync(cancellationToken);
        return response
            ?? throw new HookException($"It returned null. Return '{nameof(HookResponse)}.{nameof(HookResponse.None)}' to change nothing.");
    }
}
