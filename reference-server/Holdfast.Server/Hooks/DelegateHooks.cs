namespace Holdfast.Server.Hooks;

/// <summary>Hooks that are code of the application which the server runs in.</summary>
/// <param name="invoke">Called for each enabled event.</param>
public sealed class DelegateHooks(Func<HookRequest, CancellationToken, ValueTask<HookResponse>> invoke) : IHookProvider
{
    /// <inheritdoc/>
    public ValueTask<HookResponse> InvokeAsync(HookRequest request, CancellationToken cancellationToken) =>
        invoke(request, cancellationToken);
}
