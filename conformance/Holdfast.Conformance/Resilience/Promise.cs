namespace Holdfast.Conformance.Resilience;

/// <summary>What both protocols promise about uploads whatever the network does; each names the requirements that it stands on.</summary>
internal enum Promise
{
    /// <summary>An offset that was told never shrinks.</summary>
    KeepsAcknowledged,

    /// <summary>Nothing is counted that did not arrive.</summary>
    CountsNoMore,

    /// <summary>Of a transfer that breaks off something is kept.</summary>
    KeepsPart,

    /// <summary>The upload can be resumed.</summary>
    Resumes,

    /// <summary>What is stored in the end is what was sent.</summary>
    Whole,

    /// <summary>A request over a link that works, however badly, is carried out.</summary>
    Takes,

    /// <summary>Of several writers one writes, and octets never mix.</summary>
    OneWriter,

    /// <summary>Who comes while a transfer is under way gets an answer.</summary>
    Yields,

    /// <summary>Whose append was taken over is not told that it succeeded.</summary>
    TellsTheOld,

    /// <summary>Octets of a transfer that was taken over change nothing when they arrive.</summary>
    LateOctetsVanish,

    /// <summary>An append at an offset that has passed is refused.</summary>
    RefusesRepetition,

    /// <summary>A deleted upload stays gone.</summary>
    StaysGone,

    /// <summary>An append that outlives its upload's date ends cleanly.</summary>
    EndsCleanly,

    /// <summary>Every creation gives an upload of its own.</summary>
    CreatesAfresh,

    /// <summary>Answers on a connection belong to its requests, in their order.</summary>
    AnswersInOrder,
}
