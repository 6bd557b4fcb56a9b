namespace Holdfast.Server.Hooks;

/// <summary>A way to call hooks: over HTTP, as scripts, or as code of the application.</summary>
public interface IHookProvider
{
    /// <summary>
    /// Calls the hook for one event. Events of one upload that no request waits for come in order, one after the other; those of different
    /// uploads come at the same time, and so does an event that a request waits for.
    /// </summary>
    /// <param name="request">The event.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the response any more.</param>
    /// <returns>The response; <see cref="HookResponse.None"/> when there is nothing to say.</returns>
    /// <exception cref="HookException">The hook failed. A request that waits for it gets 500.</exception>
    ValueTask<HookResponse> InvokeAsync(HookRequest request, CancellationToken cancellationToken);
}
