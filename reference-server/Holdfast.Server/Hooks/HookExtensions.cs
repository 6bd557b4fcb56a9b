using Holdfast.Server.Core;

namespace Holdfast.Server.Hooks;

/// <summary>Adds hooks to a server.</summary>
public static class HookExtensions
{
    /// <summary>The same options with hooks that are called for the events of each upload, over tus and the IETF draft alike.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The progress interval isn't positive.</exception>
    public static UploadOptions WithHooks(this UploadOptions options, HookOptions hooks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(hooks.ProgressInterval, TimeSpan.Zero, nameof(hooks));
        return options with { Observer = new HookObserver(hooks) };
    }
}
