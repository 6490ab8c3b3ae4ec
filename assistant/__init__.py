"""What somebody means by what they wrote: found offline, in the words of `locales/`, without a model."""
