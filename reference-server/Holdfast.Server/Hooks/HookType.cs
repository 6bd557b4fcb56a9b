using System.Text.Json.Serialization;

namespace Holdfast.Server.Hooks;

/// <summary>The events of an upload for which a hook can be called, under tusd's names.</summary>
public enum HookType
{
    /// <summary>
    /// Before an upload is created. It can reject it, and change its id, metadata and storage. The request waits for the response.
    /// </summary>
    [JsonStringEnumMemberName("pre-create")]
    PreCreate,

    /// <summary>After an upload was created, and before its first byte.</summary>
    [JsonStringEnumMemberName("post-create")]
    PostCreate,

    /// <summary>
    /// While a body arrives, at <see cref="HookOptions.ProgressInterval"/>, and at its end. It can stop the upload while the body arrives.
    /// </summary>
    [JsonStringEnumMemberName("post-receive")]
    PostReceive,

    /// <summary>
    /// After the store has finished an upload, and before its request is answered, which waits for the response. It can fail that request.
    /// </summary>
    [JsonStringEnumMemberName("pre-finish")]
    PreFinish,

    /// <summary>After an upload was finished.</summary>
    [JsonStringEnumMemberName("post-finish")]
    PostFinish,

    /// <summary>Before a client's DELETE, which waits for the response. It can reject it.</summary>
    [JsonStringEnumMemberName("pre-terminate")]
    PreTerminate,

    /// <summary>After an upload was removed, for whatever reason.</summary>
    [JsonStringEnumMemberName("post-terminate")]
    PostTerminate,

    /// <summary>
    /// Before any request but OPTIONS, which waits for the response. It can reject it. tusd has no such hook; it is called only if
    /// <see cref="HookOptions.EnabledEvents"/> has it.
    /// </summary>
    [JsonStringEnumMemberName("pre-access")]
    PreAccess,
}
