using Holdfast.Server.Core;
using Holdfast.Server.Resumable;

namespace Holdfast.Server.Hooks;

/// <summary>Adds hooks to a server.</summary>
public static class HookExtensions
{
    /// <summary>The same options with hooks that are called for the events of each upload, over tus and the IETF draft alike.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The progress interval, or the longest pause, isn't positive.</exception>
    public static UploadOptions WithHooks(this UploadOptions options, HookOptions hooks)
    {
        var (observer, delivery) = Attach(hooks);
        return options with { Observer = observer, Delivery = delivery };
    }

    /// <summary>The same for the endpoints of an application: an upload is the content of a request to one of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The progress interval, or the longest pause, isn't positive.</exception>
    public static ResumableUploadOptions WithHooks(this ResumableUploadOptions options, HookOptions hooks)
    {
        var (observer, delivery) = Attach(hooks);
        return options with { Observer = observer, Delivery = delivery };
    }

    private static (IUploadObserver Observer, Delivery? Delivery) Attach(HookOptions hooks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(hooks.ProgressInterval, TimeSpan.Zero, nameof(hooks));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(hooks.LongestRetryPause, TimeSpan.Zero, nameof(hooks));
        var observer = new HookObserver(hooks);
        return (observer, hooks.AtLeastOnce ? new Delivery(observer, hooks.LongestRetryPause) : null);
    }
}
