namespace Holdfast.Server.Hooks.Plugins.Processes;

/// <summary>What a frame means.</summary>
internal enum FrameKind : byte
{
    /// <summary>To the plugin: a request of a hook.</summary>
    Invoke = 1,

    /// <summary>To the plugin: nobody waits for the response of a call any more.</summary>
    Cancel = 2,

    /// <summary>From the plugin: it is loaded.</summary>
    Ready = 3,

    /// <summary>From the plugin: the response of a call.</summary>
    Response = 4,

    /// <summary>From the plugin: a call failed, or loading it; the content says why.</summary>
    Failure = 5,
}
