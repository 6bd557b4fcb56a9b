using Holdfast.Server;

namespace Holdfast.Sabotage;

/// <summary>Removes an upload a while after it has said so.</summary>
internal sealed class DeletesLater(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
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
