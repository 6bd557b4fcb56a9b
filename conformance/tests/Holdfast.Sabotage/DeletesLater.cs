using Holdfast.Server;

namespace Holdfast.Sabotage;

/// <summary>Removes an upload a while after it has said so.</summary>
internal sealed class DeletesLater(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
{
    public override ValueTask TerminateAsync(string id, CancellationToken cancellationToken)
    {
        _ = RemoveAsync(id);
        return ValueTask.CompletedTask;
    }

    private async Task RemoveAsync(string id)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        if (File.Exists(DataFileOf(id)))
        {
            await base.TerminateAsync(id, CancellationToken.None);
        }
    }
}
