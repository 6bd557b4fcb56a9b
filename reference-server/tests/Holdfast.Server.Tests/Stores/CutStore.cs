using System.IO.Pipelines;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

/// <summary>Makes one call of a store fail, before it is carried out or after that.</summary>
internal sealed class CutStore
{
    /// <summary>The next call of this kind fails and does nothing: create, append or terminate.</summary>
    public string CutsBefore { get; set; } = "";

    /// <summary>The next call of this kind is carried out, and fails then.</summary>
    public string CutsAfter { get; set; } = "";

    public IUploadStore Over(IUploadStore store) => new Wrapper(store, this);

    private async ValueTask<T> CutAsync<T>(string call, Func<ValueTask<T>> carryOut)
    {
        if (CutsBefore == call)
        {
            CutsBefore = "";
            throw Failure(call);
        }

        var result = await carryOut();
        if (CutsAfter == call)
        {
            CutsAfter = "";
            throw Failure(call);
        }

        return result;
    }

    private static UploadStoreException Failure(string call) => new($"A cut at '{call}'.", isTransient: true);

    private sealed class Wrapper(IUploadStore inner, CutStore cuts) : StoreWrapper(inner)
    {
        public override ValueTask<UploadInfo?> CreateAsync(UploadInfo wanted, WriteScope scope) =>
            cuts.CutAsync("create", () => base.CreateAsync(wanted, scope));

        public override ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope) =>
            cuts.CutAsync("append", () => base.AppendAsync(upload, body, scope));

        public override async ValueTask TerminateAsync(UploadInfo upload, WriteScope scope) => await cuts.CutAsync("terminate", async () =>
        {
            await base.TerminateAsync(upload, scope);
            return true;
        });
    }
}
