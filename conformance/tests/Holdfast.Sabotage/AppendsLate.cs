using System.IO.Pipelines;
using Holdfast.Server;

namespace Holdfast.Sabotage;

/// <summary>Writes at the end of the file, wherever the request said that it begins.</summary>
internal sealed class AppendsLate(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
{
    public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        await using var file = new FileStream(DataFileOf(upload.Id), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var kept = 0L;
        while (true)
        {
            var read = await body.ReadAsync(scope.Completion);
            foreach (var block in read.Buffer)
            {
                file.Seek(0, SeekOrigin.End);
                await file.WriteAsync(block, scope.Completion);
                await file.FlushAsync(scope.Completion);
                kept += block.Length;
            }

            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return With(upload, kept);
            }
        }
    }
}
