package io.sac.platform;
