using System.IO.Pipelines;
using Holdfast.Server.Stores;

namespace Holdfast.Sabotage.Stores;

/// <summary>Reports an append as stored, and writes its bytes half a second later.</summary>
internal sealed class DelayedWriteStore(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
{
    public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        using var arrived = new MemoryStream();
        await body.CopyToAsync(arrived, scope.Completion);
        var bytes = arrived.ToArray();
        _ = WriteAsync(upload.Id, upload.Offset, bytes);
        return With(upload, bytes.Length);
    }

    private async Task WriteAsync(string id, long offset, byte[] bytes)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        if (File.Exists(DataFileOf(id)))
        {
            using var file = File.OpenHandle(DataFileOf(id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.Write(file, bytes, offset);
        }
    }
}
