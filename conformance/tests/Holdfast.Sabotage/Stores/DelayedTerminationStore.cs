
using Holdfast.Server.Stores;

namespace Holdfast.Sabotage.Stores;

/// <summary>Reports a termination as done, and removes the upload half a second later.</summary>
internal sealed class DelayedTerminationStore(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
{
    public override ValueTask TerminateAsync(UploadInfo upload, WriteScope scope)
    {
        _ = RemoveAsync(upload);
        return ValueTask.CompletedTask;
    }

    private async Task RemoveAsync(UploadInfo upload)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        if (File.Exists(DataFileOf(upload.Id)))
        {
            await base.TerminateAsync(upload, default);
        }
    }
}
