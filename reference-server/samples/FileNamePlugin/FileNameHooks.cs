using Holdfast.Server.Hooks;

namespace FileNamePlugin;

/// <summary>Refuses uploads without a file name.</summary>
public sealed class FileNameHooks : IHookProvider
{
    /// <inheritdoc/>
    public ValueTask<HookResponse> InvokeAsync(HookRequest request, CancellationToken cancellationToken) =>
        new(request.Type == HookType.PreCreate && !request.Event.Upload.MetaData.ContainsKey("filename")
            ? new HookResponse
            {
                RejectUpload = true,
                HttpResponse = new HookHttpResponse { StatusCode = 400, Body = "no filename provided" },
            }
            : HookResponse.None);
}
